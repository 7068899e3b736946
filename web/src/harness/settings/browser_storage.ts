/** The data that this page stores in this browser: the ledger of its origin, and the key of its project. */

import { DATABASE } from "../../client/storage/database.ts";
import { forgetKey } from "./project_key.ts";

/** Delete all of it: the next load of the page is a new client. Rejects if the browser does not allow it. */
export function emptyStorage(): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(DATABASE);
    request.onsuccess = () => {
      forgetKey();
      resolve();
    };
    request.onerror = () => reject(request.error);
    request.onblocked = () =>
      reject(new Error("another tab has it open: close the other tabs of this origin, then try again"));
  });
}
