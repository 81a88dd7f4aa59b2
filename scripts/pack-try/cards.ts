import { launch } from '../../e2e-tests/support/browser';

/**
 * Signs in as the guest, opens a page, and answers which of the titles it
 * shows within a minute.
 */
export async function cardsOf(
  url: string,
  path: string,
  titles: string[],
): Promise<string[]> {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(`${url}${path}`, { timeout: 60_000 });
    await page
      .getByRole('button', { name: 'Enter' })
      .click({ timeout: 60_000 });
    await page.getByText('ratings').first().waitFor({ timeout: 60_000 });
    const shown: string[] = [];
    for (const title of titles) {
      const heading = page.getByText(title, { exact: true }).first();
      await heading.waitFor({ timeout: 20_000 }).then(
        () => shown.push(title),
        error => {
          if (error.name !== 'TimeoutError') throw error;
        },
      );
    }
    return shown;
  } finally {
    await browser.close();
  }
}
