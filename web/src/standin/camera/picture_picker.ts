/** Single frames: in place of a video the visitor picks a picture, or takes one with the device's own camera app. */
import { bitmapOf } from "../decoding/pictures.ts";
import type { CameraUi } from "./camera_ui.ts";
import { element } from "./elements.ts";

/** `disabled` is the video; the others open a picker of pictures, or the device's camera. */
export type SingleFrameMode = "disabled" | "image" | "camera";

/** The picker behind the camera symbol of a view. */
export class PicturePicker {
  readonly #ui: CameraUi;
  readonly #picked: (picture: ImageBitmap) => void;
  #input: HTMLInputElement | null = null;
  readonly #canvas = element(
    "canvas",
    "",
    "position:absolute;left:0;top:0;width:100%;height:100%;object-fit:contain;",
  );

  constructor(ui: CameraUi, picked: (picture: ImageBitmap) => void) {
    this.#ui = ui;
    this.#picked = picked;
  }

  get isOpen(): boolean {
    return this.#input !== null;
  }

  /** Show the symbol; a click on it asks for a picture. */
  open(mode: Exclude<SingleFrameMode, "disabled">): void {
    this.close();
    const input = element("input", "", "display:none;");
    Object.assign(input, { type: "file", accept: "image/*" });
    if (mode === "camera") {
      input.capture = "environment";
    }
    input.addEventListener("change", () => void this.#pick(input).catch(reportError));
    this.#input = input;
    const symbol = this.#ui.part("dce-bg-camera") ?? this.#ui.element;
    this.#ui.toggle("dce-bg-camera", true);
    symbol.parentNode?.append(input);
    symbol.addEventListener("click", this.#ask);
  }

  close(): void {
    this.#input?.remove();
    this.#input = null;
    this.#canvas.remove();
    (this.#ui.part("dce-bg-camera") ?? this.#ui.element).removeEventListener("click", this.#ask);
    this.#ui.toggle("dce-bg-camera", false);
  }

  readonly #ask = (): void => this.#input?.click();

  async #pick(input: HTMLInputElement): Promise<void> {
    for (const file of Array.from(input.files ?? [])) {
      const picture = await bitmapOf(file, "singleFrameMode");
      this.#canvas.width = picture.width;
      this.#canvas.height = picture.height;
      this.#canvas.getContext("2d")?.drawImage(picture, 0, 0);
      this.#ui.part("dce-video-container")?.append(this.#canvas);
      this.#picked(picture);
    }
    input.value = "";
  }
}
