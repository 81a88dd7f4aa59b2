import { Page } from '@playwright/test';

/** What a person does. */
export type Act =
  /** Goes to an address of the app, without loading the app again. */
  | { go: string }
  /** Gives the search field of this place another text. */
  | { type: string; into: string }
  /** Presses the button with these words at this place. */
  | { press: string; at: string };

/** What is seen when it is done. */
export interface Wanted {
  /** Selects the rows. */
  rows: string;
  count: number;
  /** Words of the first row that must be gone. */
  not?: string;
}

/** Milliseconds after which what is waited for does not come any more. */
const LIMIT_MS = 60_000;

/**
 * Milliseconds from what somebody does until the frame after the rows have
 * come, by the page's own clock.
 */
export async function timed(
  page: Page,
  act: Act,
  wanted: Wanted,
): Promise<number> {
  return page.evaluate(
    async ({ todo, seen, limitMs }) => {
      const frame = () =>
        new Promise(resolve => requestAnimationFrame(resolve));
      const isSeen = () => {
        const rows = document.querySelectorAll(seen.rows);
        return (
          rows.length === seen.count &&
          (seen.not === undefined || rows[0].textContent !== seen.not)
        );
      };
      if (isSeen()) {
        throw new Error(`${seen.count} of ${seen.rows} are there already`);
      }
      const began = performance.now();
      if ('go' in todo) {
        history.pushState(null, '', todo.go);
        dispatchEvent(new PopStateEvent('popstate'));
      } else if ('type' in todo) {
        const field = document.querySelector<HTMLInputElement>(todo.into)!;
        // React hears of a value only when it is not set behind its back.
        Object.getOwnPropertyDescriptor(
          HTMLInputElement.prototype,
          'value',
        )!.set!.call(field, todo.type);
        field.dispatchEvent(new Event('input', { bubbles: true }));
      } else {
        const button = [
          ...document.querySelectorAll<HTMLElement>(`${todo.at} button`),
        ].find(one => one.textContent?.startsWith(todo.press));
        if (!button) {
          throw new Error(`there is no button ${todo.press} in ${todo.at}`);
        }
        button.click();
      }
      while (!isSeen()) {
        if (performance.now() - began > limitMs) {
          throw new Error(
            `${seen.count} of ${seen.rows} did not come after ${JSON.stringify(
              todo,
            )}: ${document.body.innerText.slice(0, 2000)}`,
          );
        }
        await frame();
      }
      await frame();
      return performance.now() - began;
    },
    { todo: act, seen: wanted, limitMs: LIMIT_MS },
  );
}
