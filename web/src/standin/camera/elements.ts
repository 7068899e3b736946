/** The elements of the view, made one by one: a page's policy may forbid styles in HTML text. */

type Attributes = Readonly<Record<string, string>>;

const SVG = "http://www.w3.org/2000/svg";
const FULL = "position:absolute;left:0;top:0;width:100%;height:100%;";
const ICON = `${FULL}width:40%;height:40%;right:0;bottom:0;margin:auto;fill:#aaa;display:none;`;

/** An element with its class, its style and its children. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  style: string,
  ...children: readonly Node[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (className !== "") {
    made.className = className;
  }
  made.style.cssText = style;
  made.append(...children);
  return made;
}

function icon(className: string, path: string): SVGElement {
  const attributes: Attributes = { class: className, viewBox: "0 0 24 24" };
  const made = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.style.cssText = ICON;
  made.append(document.createElementNS(SVG, "path"));
  made.firstElementChild?.setAttribute("d", path);
  return made;
}

/** The text that every view shows, so that nobody takes it for the SDK. */
export const LABEL = "licensim stand-in, for tests";

/** The sizes that the default view offers. */
const SIZES = [
  [1920, 1080],
  [1280, 720],
  [640, 480],
] as const;

/** How the default views of the generations differ. */
export interface ViewKind {
  readonly poweredBy: string;
  readonly hasClose: boolean;
}

/** The view of generation 10 and later. */
export const PLAIN: ViewKind = { poweredBy: "dce-msg-poweredby", hasClose: false };

/** The default view, with the class names that pages look for. */
export function defaultView({ poweredBy, hasClose }: ViewKind): HTMLElement {
  const light = element(
    "div",
    "dce-scanlight",
    "position:absolute;left:0;top:40%;width:100%;height:20%;display:none;border-bottom:2px solid #ff8400;",
  );
  const resolution = element("select", "dce-sel-resolution", "display:block;");
  resolution.append(element("option", "dce-opt-gotResolution", ""), ...SIZES.map(sizeOption));
  return element(
    "div",
    "",
    "position:relative;width:100%;height:100%;min-width:100px;min-height:100px;overflow:hidden;background:#222;",
    icon("dce-bg-loading", "M12 2a10 10 0 1 0 10 10h-2a8 8 0 1 1-8-8z"),
    icon("dce-bg-camera", "M4 6h4l2-2h4l2 2h4v14H4zm8 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8z"),
    element("div", "dce-video-container", FULL),
    element("div", "dce-scanarea", `${FULL}overflow:hidden;pointer-events:none;`, light),
    element(
      "div",
      "",
      "position:absolute;left:0;top:0;",
      element("select", "dce-sel-camera", "display:block;"),
      resolution,
    ),
    element("div", poweredBy, "display:none;"),
    ...(hasClose ? [closeButton()] : []),
  );
}

function closeButton(): HTMLElement {
  const made = element("button", "dce-btn-close", "position:absolute;right:0;top:0;z-index:1;");
  return Object.assign(made, { type: "button", textContent: "✕", ariaLabel: "Close" });
}

/** Give the parts of a view their class names of generation 8 besides. */
export function nameAsInEight(view: Element): void {
  for (const part of view.querySelectorAll("[class^=dce-]")) {
    const [name = ""] = part.classList;
    part.classList.add(name.replace("dce-", "dbrScanner-"));
  }
}

function sizeOption([width, height]: readonly [number, number]): HTMLOptionElement {
  const made = element("option", "", "");
  made.textContent = `ask ${width} x ${height}`;
  Object.assign(made.dataset, { width, height });
  return made;
}

/** The line with that text, over any view. */
export function labelElement(): HTMLElement {
  const made = element(
    "div",
    "licensim-standin",
    "position:absolute;right:0;bottom:0;padding:2px 6px;font:12px sans-serif;color:#fff;background:#000a;pointer-events:none;z-index:1;",
  );
  made.textContent = LABEL;
  return made;
}
