/** A scanner, its settings, and the options of a frame. */
import type { Answer, Box, Code, ScanResult } from "./answers.ts";

/** The settings of a scanner; null means the default again. Changes merge (SCAN-5, SCAN-7, SCAN-8). */
export interface ScannerSettings {
  readonly duplicateForgetTime?: number | null;
  /** Formats to keep; an empty list keeps nothing. */
  readonly formats?: readonly string[] | null;
  /** Keeps codes whose box lies wholly inside. */
  readonly region?: Box | null;
  /** Keeps codes of at least this confidence, 0 to 100. */
  readonly minConfidence?: number | null;
  /** In how many of the last five frames a 1D code must be before it counts: 1 to 5. */
  readonly oneDTrustFrames?: number | null;
}

/** The time of a frame in its stream. */
export interface FrameOptions {
  /**
   * Milliseconds of media time since the license was opened, fractions allowed (SCAN-11): what
   * `requestVideoFrameCallback` calls `mediaTime`, times 1000, or a `DOMHighResTimeStamp`.
   * `VideoFrame.timestamp` is in microseconds: divide it. Left out: the time since opening by the page's
   * clock. The wall clock is not used: if a test or a simulation moved its clock, `now`, add the jump, or
   * leave the timestamp out.
   */
  readonly timestamp?: number;
}

/** One scanner instance, with a forget memory of its own (SCAN-6). */
export interface Scanner {
  /** Unique within its license. */
  readonly name: string;
  /**
   * Judges the codes of one frame. May be called before the license is ready: frames wait in order.
   *
   * @throws MalformedError for invalid codes or an invalid timestamp
   * @throws StorageError when the decision could not be made durable; nothing was counted
   * @throws WorkerCrashError when two workers died while they judged this frame
   * @example
   * const { answer, unique, duplicates } = await scanner.frame([{ format: "QRCode", text: "A" }], { timestamp: 0 });
   */
  frame(codes: readonly Code[], options?: FrameOptions): Promise<ScanResult>;
  /** Changes settings from the next frame on; the settings that are not named stay. */
  set(settings: ScannerSettings): Promise<Answer>;
  /** Clears the memory and keeps the settings; the next frame resumes (SCAN-6). */
  pause(): Promise<Answer>;
  /** The same as `pause`, for a scanner that is no longer needed. */
  close(): Promise<Answer>;
}
