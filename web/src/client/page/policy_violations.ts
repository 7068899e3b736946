/** What a content security policy has forbidden this page. */

/** Collects, from now on, what a content security policy forbids this page. */
export class PolicyViolations {
  readonly #seen: SecurityPolicyViolationEvent[] = [];
  readonly #listener = (event: SecurityPolicyViolationEvent): void => {
    this.#seen.push(event);
  };

  constructor() {
    document.addEventListener("securitypolicyviolation", this.#listener);
  }

  /** The directive that forbade the worker or its wrapper, if one did. */
  ofWorker(url: string): string | null {
    const own = ({ blockedURI }: SecurityPolicyViolationEvent) =>
      /^(blob|data)/.test(blockedURI) || blockedURI === url;
    const directives = this.#seen.filter(own).map(({ effectiveDirective }) => effectiveDirective);
    return directives.find((directive) => /^(worker|child|script)-src/.test(directive)) ?? null;
  }

  /** Whether a directive forbade a request of the page. */
  ofConnection(url: string): boolean {
    return this.#seen.some(
      ({ blockedURI, effectiveDirective }) =>
        effectiveDirective === "connect-src" && url.startsWith(blockedURI),
    );
  }

  stop(): void {
    document.removeEventListener("securitypolicyviolation", this.#listener);
  }
}
