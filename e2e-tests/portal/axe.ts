import AxeBuilder from '@axe-core/playwright';
import { Page } from '@playwright/test';
import { expect } from '../support/expect';

/** Fails with what axe finds wrong in a part of the page. */
export async function expectAccessible(
  page: Page,
  selector: string,
): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .include(selector)
    .analyze();
  expect(
    violations.length === 0,
    'no violation',
    violations.map(({ id, help, nodes }) => ({
      id,
      help,
      html: nodes.slice(0, 3).map(node => node.html.slice(0, 250)),
    })),
  );
}
