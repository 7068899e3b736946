/** The text of what a server answers, whatever it is: the Python core says what is wrong with it. */

/** How much of an answer is read, in characters; one more, and the core knows that it is too long. */
export const MAX_REPLY = 4 << 20;

/**
 * Reads a body as UTF-8, up to one character more than the longest one; leaves the rest unread.
 *
 * @throws whatever the stream throws: the connection broke, or its time is over
 */
export async function replyText(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  while (reader && text.length <= MAX_REPLY) {
    const { done, value } = await reader.read();
    text += decoder.decode(value, { stream: !done });
    if (done) {
      return text;
    }
  }
  await reader?.cancel();
  return text.slice(0, MAX_REPLY + 1);
}
