/** Beep and vibration: the test gets the calls, the device does nothing. */

/** `Feedback` of generation 10 and later. */
export class Feedback {
  static beep(): void {}

  static vibrate(): void {}
}
