// A stock Pyodide and the source wheel, started as in Pyodide's documentation; then the same first decision.
import { loadPyodide } from "./stock/pyodide.mjs";
import { opened } from "./session.js";

const wheel = fetch("stock/licensim.whl").then((response) => response.arrayBuffer());
const python = await loadPyodide({ indexURL: new URL("stock/", self.location.href).href });
python.unpackArchive(await wheel, "wheel");
const frame = opened(python.pyimport("licensim.page.door"), null);
const { answer, counted } = frame(0, [{ format: "QRCode", text: "https://id.example.com/01/09506000134352" }]);
postMessage({ answer, counted });
