/**
 * A few real barcodes for the synthetic scene, as modules, so that no barcode writer is loaded. Each row is
 * hexadecimal, the first module in the highest bit; a 1D code has one row.
 */

export interface Barcode {
  readonly format: string;
  readonly text: string;
  /** Modules per row; the rest of the last hexadecimal digit is padding. */
  readonly width: number;
  readonly rows: readonly string[];
}

export const PARCEL_4711: Barcode = {
  format: "QRCode",
  text: "PARCEL 4711",
  width: 21,
  rows: [
    "fe33f8",
    "82aa08",
    "ba4ae8",
    "ba8ae8",
    "baeae8",
    "824208",
    "feabf8",
    "00a800",
    "5efed0",
    "f59690",
    "3aa330",
    "cdc8c8",
    "5ec628",
    "00a1f8",
    "fe1f88",
    "828d98",
    "badb58",
    "baf8e0",
    "ba0258",
    "82a6d0",
    "fe31d0",
  ],
};

export const SHIP_0042: Barcode = {
  format: "Code128",
  text: "SHIP-0042",
  width: 123,
  rows: ["d21ba314622eed372ef6ccb71b331d6"],
};

export const LOT_7731: Barcode = {
  format: "DataMatrix",
  text: "LOT 7731-B",
  width: 14,
  rows: [
    "aaa8",
    "b624",
    "acb0",
    "83bc",
    "eed8",
    "e52c",
    "89b0",
    "a5cc",
    "d100",
    "85d4",
    "80d0",
    "98ac",
    "ae88",
    "fffc",
  ],
};

export const RETAIL_EAN: Barcode = {
  format: "EAN13",
  text: "4006381333931",
  width: 95,
  rows: ["a353af7a259aa14285d2166a"],
};

export const PARCEL_4713: Barcode = {
  format: "QRCode",
  text: "PARCEL 4713",
  width: 21,
  rows: [
    "fecbf8",
    "82ca08",
    "baaae8",
    "bab2e8",
    "ba82e8",
    "823208",
    "feabf8",
    "008000",
    "6b2af8",
    "bc7368",
    "9a6af0",
    "b19d78",
    "360b78",
    "008290",
    "fe8890",
    "823a60",
    "bada98",
    "ba7550",
    "bab708",
    "82ddb8",
    "fe16c8",
  ],
};

/** Whether the module at `column` of a row is dark. */
export function isDark(row: string, column: number): boolean {
  const digit = Number.parseInt(row.charAt(column >> 2), 16);
  return ((digit >> (3 - (column & 3))) & 1) === 1;
}

/** Draw the dark modules, each `module` pixels wide; the bars of a 1D code are `height` tall. */
export function drawBarcode(
  context: CanvasRenderingContext2D,
  code: Barcode,
  at: { x: number; y: number; module: number; height: number },
): void {
  const tall = code.rows.length === 1 ? at.height : at.module;
  code.rows.forEach((row, line) => {
    for (let column = 0; column < code.width; column++) {
      if (isDark(row, column)) {
        context.fillRect(at.x + column * at.module, at.y + line * tall, at.module, tall);
      }
    }
  });
}
