// In tests the stand-in takes the SDK's place: this line is all.
const resolve = { alias: { "dynamsoft-barcode-reader-bundle": "licensim/standin" } };

export default { base: "./", build: { target: "esnext" }, resolve };
