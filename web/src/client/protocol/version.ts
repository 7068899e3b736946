/** The version of this client: its worker and assets must have the same version. */
declare const __LICENSIM_VERSION__: string;

/** The build inserts it from the only place where the version is written. */
export const VERSION: string = __LICENSIM_VERSION__;
