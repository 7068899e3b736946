import { type TemplateResult, html } from "lit";

/** The numbers behind a picture: a heading for each column, and the rows. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** A picture with its title and its table. */
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

/** The newest rows, the newest last; older ones are left out. */
export function newest<T>(rows: readonly T[], most = 60): readonly T[] {
  return rows.slice(-most);
}
