/** The pickers of a view: which camera, which size. They are elements of the view, by class name. */
import type { CameraStream, Resolution } from "./camera_stream.ts";
import { element } from "./elements.ts";

const CAMERA = "select.dce-sel-camera";
const RESOLUTION = "select.dce-sel-resolution";
const GOT = "option.dce-opt-gotResolution";

/** Let the pickers of a view change camera and size. */
export function listenToPickers(root: ParentNode, stream: CameraStream): void {
  const camera = root.querySelector<HTMLSelectElement>(CAMERA);
  camera?.addEventListener("change", () => void stream.select(camera.value).catch(reportError));
  const resolution = root.querySelector<HTMLSelectElement>(RESOLUTION);
  resolution?.addEventListener("change", () => {
    const size = sizeOf(resolution.selectedOptions[0]);
    if (size !== null) {
      void stream.resize(size).then(() => fillPickers(root, stream), reportError);
    }
  });
}

/** Show which cameras there are, which one is on, and its size. */
export async function fillPickers(root: ParentNode, stream: CameraStream): Promise<void> {
  const camera = root.querySelector<HTMLSelectElement>(CAMERA);
  if (camera !== null) {
    camera.replaceChildren(
      ...(await stream.cameras()).map(({ deviceId, label }) => new Option(label, deviceId)),
    );
    camera.value = stream.selected?.deviceId ?? "";
  }
  const resolution = root.querySelector<HTMLSelectElement>(RESOLUTION);
  if (resolution === null) {
    return;
  }
  const got =
    resolution.querySelector<HTMLOptionElement>(GOT) ?? element("option", "dce-opt-gotResolution", "");
  if (!got.isConnected || got.parentElement !== resolution) {
    resolution.prepend(got);
  }
  const { width, height } = stream.resolution;
  got.textContent = `got ${width}x${height}`;
  got.dataset["width"] = String(width);
  got.dataset["height"] = String(height);
  resolution.value = got.value;
  got.selected = true;
}

/** The size that an option asks for: that of its data attributes, else that in its text. */
export function sizeOf(option: HTMLOptionElement | undefined): Resolution | null {
  const { width, height } = option?.dataset ?? {};
  const found =
    width && height ? [width, height] : /(\d+)\s*x\s*(\d+)/.exec(option?.textContent ?? "")?.slice(1);
  return found === undefined ? null : { width: Number(found[0]), height: Number(found[1]) };
}
