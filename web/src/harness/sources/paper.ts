/** Pictures on white paper: transparent parts become white. */

/** Draw a picture on a white background, so that a decoder does not read the canvas's former content. */
export function drawOnWhite(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  picture: ImageBitmap | VideoFrame,
): void {
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  context.drawImage(picture, 0, 0);
}
