/** The text of a server's reply. The Python core checks it. */

/** The longest valid reply, in characters. One more is read, so that the core can refuse a longer one. */
export const MAX_REPLY = 4 << 20;

/**
 * Reads a body as UTF-8, up to `MAX_REPLY` + 1 characters; the rest stays unread.
 *
 * @throws the stream's own error: the connection broke, or its time limit passed
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
