// From navigation to the first decision, with the built client: durable before its answer.
import { startLicense } from "./licensim/client.js";

const license = startLicense({ key: "DEMO-1", assets: "licensim/" });
const codes = [{ format: "QRCode", text: "https://id.example.com/01/09506000134352" }];
window.decided = license.scanner().frame(codes, { timestamp: 0 }).then(({ answer, counted }) => ({
  took: performance.now(),
  answer,
  counted,
  steps: license.boot,
}));
