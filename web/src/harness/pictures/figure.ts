import { type TemplateResult, html } from "lit";

/** The numbers behind a picture: a heading a column, a row each. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** A picture with a title that says what it shows, and with the table behind it. */
export function figure(title: string, picture: TemplateResult, table: Table): TemplateResult {
  return html`
    <figure class="picture">
      <figcaption>${title}</figcaption>
      ${picture}
      <details class="picture__table">
        <summary>As a table</summary>
        <div class="scroll" tabindex="0" role="group" aria-label="Table: ${title}">
          <table>
            <thead><tr>${table.columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
            <tbody>
              ${table.rows.map((row) => html`<tr>${row.map((cell, n) => (n === 0 ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`))}</tr>`)}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  `;
}

/** Rows for a table that stays short: the newest last, older ones left out. */
export function newest<T>(rows: readonly T[], most = 60): readonly T[] {
  return rows.slice(-most);
}
