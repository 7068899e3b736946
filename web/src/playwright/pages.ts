/** Does with Playwright what Python asks: no rule and no wording is here. */
import type { Browser, BrowserContext, CDPSession, Page, Response, Route } from "@playwright/test";
import { draw } from "./draw.ts";
import { type Outcome, packageFile, type Performer, type Request } from "./python.ts";

/** Calls an operation of the kit's door for the test. */
export type CallDoor = (op: string, fields: object) => Promise<Outcome>;

type Target = BrowserContext | Page;
/** The arguments of what Python asks for; each has some of them. */
interface Given {
  readonly argument: unknown;
  readonly event: string;
  readonly expression: string;
  readonly format: string;
  readonly glob: string | undefined;
  readonly indexedDB: boolean;
  readonly listener: number;
  readonly method: Parameters<CDPSession["send"]>[0];
  readonly name: string;
  readonly page: number;
  readonly params: object;
  readonly pattern: string;
  readonly script: string;
  readonly storageState: unknown;
  readonly text: string;
  readonly ticks: number;
  readonly time: number;
  readonly timeout: number;
  readonly url: string;
}

/** How a page is answered; Python decides. */
interface Answered {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly file?: string;
  readonly client?: string;
  readonly blocked?: boolean;
  readonly passed_on?: Record<string, string>;
  readonly pass?: {
    readonly number: number;
    readonly options: { readonly url: string; readonly maxRedirects: number; readonly timeout: number };
  };
}

/** The browser's side of one test. */
export class Pages {
  /** The first error of Python while it heard of something in a page. */
  failure: unknown = undefined;
  readonly #browser: () => Promise<Browser>;
  readonly #call: CallDoor;
  readonly #things: object[] = [];
  readonly #own: BrowserContext[] = [];
  #ended = false;

  constructor(browser: () => Promise<Browser>, call: CallDoor) {
    this.#browser = browser;
    this.#call = call;
  }

  /** Does one thing that Python asks for. */
  readonly perform: Performer = async ({ name, on, given }: Request) => {
    const does = DOES[name];
    if (does === undefined) {
      throw new Error(`Python asks for ${name}`);
    }
    return does(this, (on === null ? undefined : this.#things[on]) as never, given as unknown as Given);
  };

  /** The handle of an object; the same handle for the same object. */
  handle(thing: object): number {
    const known = this.#things.indexOf(thing);
    return known === -1 ? this.#things.push(thing) - 1 : known;
  }

  /** A page as Python knows it. */
  page(page: Page): { readonly handle: number; readonly context: number } {
    const isNew = !this.#things.includes(page);
    const handle = this.handle(page);
    if (isNew) {
      page.on("close", () => void this.#tell("closed", { page: handle }));
    }
    return { handle, context: this.handle(page.context()) };
  }

  /** The object of a handle. */
  thing(handle: number): object | undefined {
    return this.#things[handle];
  }

  /** Opens a context of the test, which ends with it. */
  async newContext(storageState: unknown): Promise<number> {
    const browser = await this.#browser();
    const context = await browser.newContext(
      storageState === null ? {} : { storageState: storageState as string },
    );
    this.#own.push(context);
    return this.handle(context);
  }

  /** Lets a page's requests be answered by Python. */
  async route(target: Target, pattern: string | RegExp, listener: number): Promise<void> {
    await target.route(pattern, async (route) => {
      const request = route.request();
      const body = request.postDataBuffer()?.toString("base64") ?? null;
      const asked = { url: request.url(), kind: request.resourceType(), body };
      const answered = await this.#tell("heard", { listener, given: asked });
      // A page that is closed meanwhile needs no answer.
      await this.#give(route, answered as Answered | undefined).catch(() => undefined);
    });
  }

  /** Tells Python what a page has done. */
  async hear(listener: number, given: object): Promise<void> {
    await this.#tell("heard", { listener, given });
  }

  /** Closes what belongs to the test. */
  async end(): Promise<void> {
    this.#ended = true;
    await Promise.all(this.#own.map((context) => context.close()));
  }

  async #tell(op: string, fields: object): Promise<unknown> {
    if (this.#ended) {
      return undefined;
    }
    try {
      return (await this.#call(op, fields)).value ?? undefined;
    } catch (error) {
      this.failure ??= error;
      return undefined;
    }
  }

  async #give(route: Route, answered: Answered | undefined): Promise<void> {
    if (answered === undefined || answered.blocked === true) {
      await route.abort("blockedbyclient");
    } else if (answered.pass !== undefined) {
      await this.#pass(route, answered.pass);
    } else {
      const { status = 200, headers = {}, body, file, client } = answered;
      const path = client === undefined ? file : packageFile(client);
      const content = path === undefined ? { body: Buffer.from(body ?? "", "base64") } : { path };
      await route.fulfill({ status, headers, ...content });
    }
  }

  async #pass(route: Route, { number, options }: NonNullable<Answered["pass"]>): Promise<void> {
    const response = await route.fetch(options).catch((error: unknown) => error as Error);
    if (response instanceof Error) {
      await this.#give(
        route,
        (await this.#tell("passed", { number, message: response.message })) as Answered,
      );
      return;
    }
    const facts = { number, status: response.status(), headers: response.headers() };
    const answered = (await this.#tell("passed", facts)) as Answered | undefined;
    if (answered?.passed_on === undefined) {
      await this.#give(route, answered);
    } else {
      await route.fulfill({ response, headers: answered.passed_on });
    }
  }
}

/** What Python can ask for, by name: each does one thing of Playwright's. */
const DOES: Readonly<Record<string, (pages: Pages, on: never, given: Given) => unknown>> = {
  draw: (_pages, _on, { text, format }) => draw(text, format),
  newContext: (pages, _on, { storageState }) => pages.newContext(storageState),

  // a context
  newPage: async (pages, context: BrowserContext) => pages.page(await context.newPage()),
  pages: (pages, context: BrowserContext) => context.pages().map((page) => pages.handle(page)),
  storageState: (_pages, context: BrowserContext, { indexedDB }) => context.storageState({ indexedDB }),
  browserName: (_pages, context: BrowserContext) => context.browser()?.browserType().name() ?? null,
  newCDPSession: async (pages, context: BrowserContext, { page }) =>
    pages.handle(await context.newCDPSession(pages.thing(page) as Page)),
  newBrowserCDPSession: async (pages, context: BrowserContext) =>
    pages.handle((await context.browser()?.newBrowserCDPSession()) ?? {}),
  on: (pages, context: BrowserContext, { event, listener }) => listen(pages, context, event, listener),
  "clock.install": (_pages, context: BrowserContext, { time }) => context.clock.install({ time }),
  "clock.pauseAt": (_pages, context: BrowserContext, { time }) => context.clock.pauseAt(time),
  "clock.setSystemTime": (_pages, context: BrowserContext, { time }) => context.clock.setSystemTime(time),
  "clock.runFor": (_pages, context: BrowserContext, { ticks }) => context.clock.runFor(ticks),
  "clock.fastForward": (_pages, context: BrowserContext, { ticks }) => context.clock.fastForward(ticks),
  "clock.resume": (_pages, context: BrowserContext) => context.clock.resume(),

  // a context or page
  addInitScript: async (_pages, target: Target, { script }) => {
    await target.addInitScript({ content: script });
  },
  route: (pages, target: Target, { glob, pattern, listener }) =>
    pages.route(target, glob ?? new RegExp(pattern, "i"), listener),

  // a page, or a worker, whose `evaluate` is the same
  evaluate: (_pages, frame: Page, { expression, argument }) =>
    frame.evaluate(`(${expression})(${JSON.stringify(argument)})`),

  // a page
  url: (_pages, page: Page) => page.url(),
  workers: (pages, page: Page) => page.workers().map((worker) => pages.handle(worker)),
  goto: async (pages, page: Page, { url }) => {
    const response = await page.goto(url);
    return (
      response && { handle: pages.handle(response), status: response.status(), headers: response.headers() }
    );
  },
  waitForTimeout: (_pages, _page: Page, { timeout }) =>
    new Promise((resolve) => setTimeout(resolve, timeout)),
  exposeBinding: (pages, page: Page, { name, listener }) =>
    page.exposeBinding(name, (_source, message) => pages.hear(listener, { message })),

  // others
  text: (_pages, response: Response) => response.text(),
  send: (_pages, session: CDPSession, { method, params }) => session.send(method, params),
  // A session that has ended with its browser needs no end.
  detach: (_pages, session: CDPSession) => session.detach().catch(() => undefined),
};

function listen(pages: Pages, context: BrowserContext, event: string, listener: number): void {
  if (event === "console") {
    context.on("console", (message) => {
      const facts = { kind: message.type(), text: message.text(), url: message.location().url };
      void pages.hear(listener, facts);
    });
  } else {
    context.on("weberror", (thrown) => {
      const { name, message, stack = "" } = thrown.error();
      void pages.hear(listener, { name, message, stack });
    });
  }
}
