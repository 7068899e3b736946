/** `CodeParser`: named, not simulated. What it gives has the whole text as its only field, so that a page goes on. */
import { touchGiven } from "../start/calls.ts";
import { demand } from "../start/errors.ts";
import { ITEM_TYPES } from "./enums.ts";

/** The name of the only field. */
const FIELD = "text, not parsed";

/** What a parser of generation 9.6 and later gives. */
export interface ParsedResultItem {
  readonly type: number;
  readonly codeType: string;
  readonly jsonString: string;
}

/** The specification that was loaded last: pages take only what they have asked for. */
let specification = "";

/** The text of a code in the place of what a parser would have found. */
export function unparsed(text: string): ParsedResultItem {
  const ResultInfo = [{ FieldName: FIELD, Value: text }];
  return {
    type: ITEM_TYPES.CRIT_PARSED_RESULT,
    codeType: specification,
    jsonString: JSON.stringify({ CodeType: specification, ResultInfo }),
  };
}

/** Would parse the texts of codes. */
export class CodeParser {
  static async createInstance(): Promise<CodeParser> {
    touchGiven("CodeParser.createInstance");
    return new CodeParser();
  }

  async parse(source: Uint8Array | readonly number[] | string): Promise<ParsedResultItem> {
    touchGiven("CodeParser.parse");
    return unparsed(textOf(source, "parse"));
  }

  /** Of generation 9. */
  async parseData(source: Uint8Array | readonly number[] | string): Promise<object> {
    touchGiven("CodeParser.parseData");
    return { basicPersonalInfo: {}, resultInfo: { [FIELD]: textOf(source, "parseData") } };
  }
}

/** Would load what a parser needs. */
export class CodeParserModule {
  static async loadSpec(names: string | readonly string[]): Promise<void> {
    touchGiven("CodeParserModule.loadSpec");
    specification = [names].flat().at(-1) ?? "";
  }
}

function textOf(source: Uint8Array | readonly number[] | string, member: string): string {
  if (typeof source === "string") {
    return source;
  }
  const are = source instanceof Uint8Array || Array.isArray(source);
  demand(are, `CodeParser.${member}(source)`, "a text, or its bytes", source);
  return new TextDecoder().decode(Uint8Array.from(source));
}
