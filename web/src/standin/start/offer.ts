/** Offers classes to pages: calls of their members are reported, and so is the use of a member that they lack. */
import { call, touch } from "./calls.ts";
import { consent } from "./consent.ts";
import { membersOf } from "./members.ts";

/** A class; its constructor may be private. */
export interface Class {
  readonly prototype: object;
}
type Target = Record<PropertyKey, unknown>;

/** Names that frameworks, promises and consoles look for in every object, and private names. */
const PROBES =
  /^(_.*|\$.*|then|toJSON|nodeType|tagName|constructor|asymmetricMatch|length|splice|size|displayName|inspect)$/;

/**
 * Offer a class to pages under its SDK name. Members that are only in the table become stubs that report it.
 *
 * @returns the class for pages; our own code uses the original class
 */
export function offer<Offered extends Class>(name: string, offered: Offered): Offered {
  Object.defineProperty(offered, "name", { value: name });
  reportCalls(name, offered.prototype as Target);
  reportCalls(name, offered as unknown as Target);
  for (const row of membersOf(name).filter(({ simulated }) => !simulated)) {
    stub(row.name, [offered.prototype as Target, offered as unknown as Target]);
  }
  guard(name, offered.prototype, noMember);
  guard(name, offered, noMember);
  return new Proxy(offered, {
    construct: (target, given, created) =>
      call(
        `${name}.constructor`,
        given,
        () => (consent(), Reflect.construct(target as unknown as () => void, given, created) as object),
      ),
  });
}

/** A class that is only in the table: each call is reported, and does nothing. */
export function nameOnly(name: string): Class {
  const isMade = membersOf(name).some((row) => row.name === `${name}.constructor`);
  const named = class {
    constructor() {
      if (isMade) {
        touch(`${name}.constructor`);
      }
    }
  };
  Object.defineProperty(named, "name", { value: name });
  for (const row of membersOf(name)) {
    stub(row.name, [named.prototype as Target, named as unknown as Target]);
  }
  const createInstance = (): Promise<object> => (
    touch(`${name}.createInstance`),
    Promise.resolve(new named())
  );
  Object.defineProperty(named, "createInstance", { value: createInstance });
  guard(name, named.prototype, noMember);
  guard(name, named, noMember);
  return named;
}

/** An enumeration that is only in the table: each name that is read is reported, and is a number. */
export function nameOnlyNumbers(name: string): Readonly<Record<string, number>> {
  const named = {};
  for (const [value, { name: member }] of membersOf(name).entries()) {
    const get = (): number => (touch(member), value);
    Object.defineProperty(named, member.slice(name.length + 1), { enumerable: true, get });
  }
  return guarded(name, named);
}

/** A namespace or a result: the use of a name that it lacks is reported. */
export function guarded<Offered extends object>(name: string, offered: Offered): Offered {
  guard(name, offered);
  return offered;
}

function reportCalls(name: string, target: Target): void {
  for (const [own, { value, get, set, configurable }] of Object.entries(
    Object.getOwnPropertyDescriptors(target),
  )) {
    if (own === "constructor" || own === "prototype" || !configurable) {
      continue;
    }
    const member = `${name}.${own}`;
    if (typeof value === "function") {
      const does = value as (...given: unknown[]) => unknown;
      Object.defineProperty(target, own, {
        configurable: true,
        writable: true,
        value: function (this: unknown, ...given: unknown[]) {
          return call(member, given, () => (consent(), does.apply(this, given)));
        },
      });
    } else if (set !== undefined) {
      Object.defineProperty(target, own, {
        configurable: true,
        ...(get !== undefined && { get }),
        set(this: unknown, given: unknown) {
          call(member, [given], () => set.call(this, given));
        },
      });
    }
  }
}

/** A stub on class and instance: a method that does nothing, or a handler that is never called. */
function stub(member: string, targets: readonly Target[]): void {
  const own = member.slice(member.lastIndexOf(".") + 1);
  const does = (): void => touch(member);
  for (const target of targets.filter((one) => own !== "constructor" && !Object.hasOwn(one, own))) {
    Object.defineProperty(target, own, {
      configurable: true,
      get: () => does,
      set(this: object, value: unknown) {
        touch(member);
        Object.defineProperty(this, own, { configurable: true, writable: true, enumerable: true, value });
      },
    });
  }
}

/** The value of an unknown member: a page may call it, it does nothing, and the page goes on. */
const noMember = (): void => undefined;

const ended = new WeakSet<object>();

/** End a chain of prototypes with one that reports every name that the prototypes before it lack. */
function guard(name: string, target: object, instead?: () => void): void {
  let last = target;
  let end = Object.getPrototypeOf(last) as object | null;
  while (end !== null && end !== Object.prototype && end !== Function.prototype) {
    last = end;
    end = Object.getPrototypeOf(last) as object | null;
    if (ended.has(last)) {
      return;
    }
  }
  const base = end ?? Object.prototype;
  // A member of the table may not exist yet: a page sets its handlers itself.
  const known = new Set(
    membersOf(name)
      .filter(({ simulated }) => simulated)
      .map((row) => row.name.slice(name.length + 1)),
  );
  const reportIfUnknown = (own: PropertyKey): boolean => {
    if (typeof own !== "string" || own in base || known.has(own) || PROBES.test(own)) {
      return false;
    }
    touch(`${name}.${own}`);
    return true;
  };
  const guardian = new Proxy(Object.create(base) as object, {
    get: (made, own, receiver) =>
      reportIfUnknown(own) ? instead : (Reflect.get(made, own, receiver) as unknown),
    // A page can set any name, as on any object; it has no effect, and is reported.
    set: (_made, own, value, receiver: object) => (
      reportIfUnknown(own),
      Reflect.defineProperty(receiver, own, { value, writable: true, enumerable: true, configurable: true })
    ),
  });
  ended.add(guardian);
  Object.setPrototypeOf(last, guardian);
}
