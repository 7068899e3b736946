/**
 * Messages between the tabs of an origin that a project's ledger changed. Nothing depends on their arrival.
 */

const CHANNEL = "licensim";

/** The channel of one project's ledger. */
export class TabChannel {
  readonly #channel: BroadcastChannel | null;
  readonly #key: string;

  /** `changed` is called when another tab committed something under the same project key. */
  constructor(key: string, changed: () => void) {
    this.#key = key;
    this.#channel = open();
    this.#channel?.addEventListener("message", ({ data }) => {
      if (data === key) {
        changed();
      }
    });
  }

  /** Sends the other tabs the message that something was committed. */
  announce(): void {
    this.#channel?.postMessage(this.#key);
  }

  close(): void {
    this.#channel?.close();
  }
}

function open(): BroadcastChannel | null {
  try {
    return new BroadcastChannel(CHANNEL);
  } catch {
    return null; // an older browser, or a frame without storage: there are no other tabs to send it to
  }
}
