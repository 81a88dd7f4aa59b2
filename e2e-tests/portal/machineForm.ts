import { Page } from '@playwright/test';
import { Checks } from '../support/Checks';
import { expect } from '../support/expect';
import { expectAccessible } from './axe';
import { nextPage } from './egressForm';
import { card, reads, upperPart } from './pages';
import { Situation } from './situation';

/** From the card's link through every page of the form to its review. */
export async function throughMachineForm(
  checks: Checks,
  { picture }: Situation,
  page: Page,
  name: string,
): Promise<void> {
  await checks.must(
    'the card leads to a form that is half filled',
    async () => {
      await card(page, 'Virtual machines')
        .getByRole('link', { name: /Onboard another machine/ })
        .click();
      await page.getByRole('button', { name: /bookinfo/ }).waitFor();
      await page.getByRole('textbox', { name: 'Name of the group' }).fill(name);
      await picture('vm-form-place', () => upperPart(page, 1150));
    },
  );
  await checks.must('a service brings its ports and labels along', async () => {
    await nextPage(page, 'How others call the machines');
    await page.getByRole('button', { name: /Choose a service/ }).click();
    await page.getByRole('option', { name: /^ratings/ }).click();
    const port = page.getByRole('textbox', { name: /^Port/ });
    expect(
      (await port.first().inputValue()) === '9080',
      'the port of the service',
      await port.first().inputValue(),
    );
    await page.getByText('By an HTTP request', { exact: true }).click();
    await picture('vm-form-workload', () => upperPart(page, 1500));
  });
  await checks.check('a mistake is named with its field', async () => {
    const port = page.getByRole('textbox', { name: /^Port/ });
    await port.first().fill('15021');
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Next' }).click();
    await page
      .getByText(/Port 1, number: Port 15021 is Istio's own/)
      .first()
      .waitFor();
    await port.first().fill('9080');
    await page.keyboard.press('Tab');
  });
  await checks.must('how machines join is said in plain words', async () => {
    await nextPage(page, 'The network of the machines');
    await page.getByText('Another one', { exact: true }).click();
    await page
      .getByRole('textbox', { name: /Address at which the machines reach/ })
      .fill('192.0.2.10');
    await page
      .getByRole('textbox', { name: /Why it is needed/ })
      .fill('More room for the sale.');
    await picture('vm-form-joining', () => upperPart(page, 1250));
  });
  await checks.must('the review shows it before it is asked for', async () => {
    await nextPage(page, /objects are new/);
    await reads(page.locator('[data-mesh-vm-review]'), [
      /A policy wants somebody to approve it first/,
      'Checked before it is asked for',
      'WorkloadGroup',
    ]);
    await picture('vm-form-review', () =>
      page.locator('main, body').first().screenshot(),
    );
    await expectAccessible(page, '[data-mesh-vm-review]');
  });
}
