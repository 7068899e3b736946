/**
 * The folders of the engine files that are fetched by name: the build copies them beside the page's scripts.
 */

declare const __PARTS__: { readonly pdfjs: string; readonly tesseract: string };

const folder = (path: string): string => new URL(path, document.baseURI).href;

/** pdf.js: `cmaps/`, `standard_fonts/`, `wasm/`, `iccs/`. */
export const pdfjsFolder = (): string => folder(__PARTS__.pdfjs);
/** tesseract.js: its worker, its core and the English data. */
export const tesseractFolder = (): string => folder(__PARTS__.tesseract);
