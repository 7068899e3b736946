/** The version of this client: its worker and assets must be of the same one. */
declare const __LICENSIM_VERSION__: string;

/** Written by the build, from the one place where the version is kept. */
export const VERSION: string = __LICENSIM_VERSION__;
