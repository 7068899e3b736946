/** The stories, one file each: what the page shows of them, and their texts when they are played. */

export interface StoryEntry {
  readonly name: string;
  readonly title: string;
  readonly question: string;
  readonly option: string;
  /** The text of its file. */
  load(): Promise<string>;
}

const TITLES = import.meta.glob<string>("./*.json", { eager: true, import: "title" });
const QUESTIONS = import.meta.glob<string>("./*.json", { eager: true, import: "question" });
const OPTIONS = import.meta.glob<string>("./*.json", { eager: true, import: "option" });
const TEXTS = import.meta.glob<string>("./*.json", { query: "?raw", import: "default" });

export const STORIES: readonly StoryEntry[] = Object.entries(TITLES).map(([file, title]) => ({
  name: file.slice("./".length, -".json".length),
  title,
  question: QUESTIONS[file] ?? "",
  option: OPTIONS[file] ?? "",
  load: () => TEXTS[file]?.() ?? Promise.reject(new Error(`there is no story ${file}`)),
}));

/** The story after the one with this title; after the last one, the first. */
export function storyAfter(title: string): StoryEntry | undefined {
  return STORIES[(STORIES.findIndex((story) => story.title === title) + 1) % STORIES.length];
}

/** The stories about an option. */
export function storiesOf(option: string): readonly StoryEntry[] {
  return STORIES.filter((story) => story.option === option);
}
