import { Browser, BrowserContext, Locator, Page } from '@playwright/test';

/** The people of examples/personas.yaml, as the sign-in page names them. */
export const PEOPLE = {
  developer: 'Dana Ray',
  platform: 'Piet Vos',
  reviewer: 'Sam Okoro',
} as const;

export type Persona = keyof typeof PEOPLE;

export type Card =
  | 'Mesh version'
  | 'Virtual machines'
  | 'Policies'
  | 'Requests'
  | 'Findings'
  | 'What it may call outside';

/** A browser of one person, signed in. */
export async function signIn(
  browser: Browser,
  url: string,
  persona: Persona,
  options: { dark?: boolean; width?: number; height?: number } = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: url,
    locale: 'en-GB',
    timezoneId: 'UTC',
    colorScheme: options.dark ? 'dark' : 'light',
    viewport: { width: options.width ?? 1280, height: options.height ?? 900 },
  });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  await page.goto('/');
  await page
    .getByRole('button', { name: new RegExp(PEOPLE[persona]) })
    .click({ timeout: 120_000 });
  await page
    .getByRole('heading', { level: 1 })
    .first()
    .waitFor({ timeout: 120_000 });
  await page.close();
  return context;
}

/** Opens the page of a component. */
export async function openComponent(
  context: BrowserContext,
  name: string,
): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`/catalog/default/component/${name}`);
  await page.getByRole('heading', { name, exact: true }).waitFor();
  return page;
}

/** One of our cards on the open page. */
export function card(page: Page, title: Card): Locator {
  return page
    .locator('.bui-Card')
    .filter({ has: page.getByRole('heading', { name: title, exact: true }) });
}

/** Waits until the card shows all of these words, in any order. */
export async function reads(
  shown: Locator,
  words: (string | RegExp)[],
  timeout = 60_000,
): Promise<void> {
  for (const word of words) {
    try {
      await shown.getByText(word).first().waitFor({ timeout });
    } catch (error) {
      if ((error as Error).name !== 'TimeoutError') throw error;
      const text = await shown
        .innerText({ timeout: 1000 })
        .catch(() => 'nothing');
      throw new Error(`${word} is not shown; shown is ${JSON.stringify(text)}`);
    }
  }
}

/** The upper part of a page, down to where its log or its empty space begins. */
export function upperPart(page: Page, height: number): Promise<Buffer> {
  const width = page.viewportSize()?.width ?? 1280;
  return page.screenshot({ clip: { x: 0, y: 0, width, height } });
}
