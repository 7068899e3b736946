/** One instance for the whole page: pages load parts of the SDK as scripts or modules of their own. */

/** What is shared under a name: what the first copy of this code has made. */
export function shared<Made extends object>(name: string, made: Made): Made {
  const page = globalThis as unknown as Record<symbol, Made | undefined>;
  return (page[Symbol.for(`licensim stand-in: ${name}`)] ??= made);
}
