/** What this page keeps in this browser: the ledger of its origin, and the key of its project. */

import { DATABASE } from "../../client/storage/database.ts";
import { forgetKey } from "./project_key.ts";

/** Empty all of it: whoever opens the page next is a new client. Rejects where the browser does not let it. */
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
