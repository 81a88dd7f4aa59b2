import { Page } from '@playwright/test';
import { eventually } from '../support/eventually';
import { expect } from '../support/expect';
import { Situation } from './situation';

/** The page of all egress gateways. */
export const EGRESS_PAGE = '/mesh/egress-gateways';

/** One gateway on that page. */
export const rowOf = (page: Page, name: string) =>
  page.locator(`[data-mesh-egress-gateway$="/${name}"]`);

/** What a journey says in the form of an egress gateway. */
export interface GatewayAnswers {
  host: string;
  name: string;
  /** Another cluster than the one that is filled in. */
  cluster?: RegExp;
  delivery?: RegExp;
  reason?: string;
}

/** On to the next page of a form, once that is shown. */
export async function nextPage(page: Page, shown: string | RegExp) {
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText(shown).first().waitFor();
}

/** The page that asks where the gateway runs, in which most is filled in already. */
export async function fillPlace(
  page: Page,
  { name, cluster }: Pick<GatewayAnswers, 'name' | 'cluster'>,
): Promise<void> {
  const chosen = page.getByRole('button', { name: /Cluster/ }).first();
  await chosen.waitFor();
  if (cluster) {
    await chosen.click();
    await page.getByRole('option', { name: cluster }).click();
  }
  await page.getByRole('button', { name: /bookinfo/ }).waitFor();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await page.getByText(/Recommended here/).waitFor();
}

/** The name of the first host. */
export async function fillHost(page: Page, host: string): Promise<void> {
  await page.getByRole('textbox', { name: /^Host/ }).first().fill(host);
}

/** The whole form up to its review, which is shown then. */
export async function fillForm(
  page: Page,
  answers: GatewayAnswers,
): Promise<void> {
  await fillPlace(page, answers);
  await nextPage(page, 'How services call it');
  await fillHost(page, answers.host);
  await nextPage(page, 'Who may use the gateway');
  await nextPage(page, 'How it gets there');
  if (answers.delivery) {
    await page.getByRole('radio', { name: answers.delivery }).check();
  }
  if (answers.reason) {
    await page
      .getByRole('textbox', { name: /Why it is needed/ })
      .fill(answers.reason);
  }
  await nextPage(page, /objects are new|nothing would change/);
}

/** From the review to the page of the task; gives its ID. */
export async function makeIt(
  page: Page,
  button = 'Make the gateway',
): Promise<string> {
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('button', { name: button }).click();
  await page.waitForURL(/\/create\/tasks\//);
  return page.url().split('/').pop()!;
}

/** Waits until a task has ended well. */
export async function taskEnds({ demo }: Situation, id: string): Promise<void> {
  await eventually(120, async () => {
    const found = await demo
      .as('developer')
      .request(`/api/scaffolder/v2/tasks/${id}`);
    expect(found.status === 'completed', 'the task is completed', found.status);
  });
}
