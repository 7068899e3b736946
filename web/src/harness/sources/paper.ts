/** Pictures as they would lie on paper: what is transparent is white. */

/** Draw a picture on white, over whatever the canvas had: a decoder would read that too. */
export function drawOnWhite(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  picture: ImageBitmap | VideoFrame,
): void {
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  context.drawImage(picture, 0, 0);
}
