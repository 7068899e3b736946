/** Beep and vibration: told to the test, not heard. */

/** `Feedback` of generation 10 and later. */
export class Feedback {
  static beep(): void {}

  static vibrate(): void {}
}
