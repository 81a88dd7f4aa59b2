import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderTetrateField } from '../../../__testUtils__/renderTetrate';
import { MeshTetrateAgent } from './MeshTetrateAgent';
import { MeshTetrateRules } from './MeshTetrateRules';
import { attributesOf, isBroad } from './ruleValues';

async function choose(label: RegExp, option: RegExp | string) {
  await userEvent.click(await screen.findByRole('button', { name: label }));
  await userEvent.click(await screen.findByRole('option', { name: option }));
}

const type = async (name: RegExp | string, text: string) =>
  userEvent.type(await screen.findByRole('textbox', { name }), text);

const EMPTY = [{ workloads: [{ aws: { ec2: {} } }] }];

describe('the field for who may join', () => {
  it('says that a rule is broad until it names somebody', async () => {
    const value = renderTetrateField(MeshTetrateRules, EMPTY);
    expect(
      await screen.findByText(/needs another approval\.$/, {
        selector: '[role=status]',
      }),
    ).toBeInTheDocument();
    await type('AWS accounts', '123456789012, 210987654321');
    await type('IAM roles', 'web');
    expect(value()).toEqual([
      {
        workloads: [
          {
            aws: {
              accounts: ['123456789012', '210987654321'],
              ec2: { iamRoleNames: ['web'] },
            },
          },
        ],
      },
    ]);
    expect(screen.queryByRole('status')).not.toBeInTheDocument();
  });

  it('takes tokens with the issuers that the plane has', async () => {
    const value = renderTetrateField(MeshTetrateRules, EMPTY);
    await choose(/EC2 instances/, 'Machines with a token');
    expect(
      await screen.findByText(/takes tokens of https:\/\/id\.example\.org/),
    ).toBeInTheDocument();
    await type(/^Issuer/, 'https://id.example.org');
    await type('Attributes', 'app=ratings');
    expect(value()[0].workloads).toEqual([
      {
        jwt: {
          issuer: 'https://id.example.org',
          attributes: [{ name: 'app', values: ['ratings'] }],
        },
      },
    ]);
  });

  it('is for this group unless labels or every group are chosen', async () => {
    const value = renderTetrateField(MeshTetrateRules, EMPTY);
    await userEvent.click(
      await screen.findByRole('radio', { name: /Every group/ }),
    );
    expect(value()[0].groups).toEqual({});
    await userEvent.click(
      screen.getByRole('radio', { name: /Groups with labels/ }),
    );
    // No label yet must not mean every group.
    expect(value()[0]).not.toHaveProperty('groups');
    await type('Labels of the groups', 'app=ratings');
    expect(value()[0].groups).toEqual({ app: 'ratings' });
    await userEvent.click(
      screen.getByRole('radio', { name: /This group only/ }),
    );
    expect(value()[0]).not.toHaveProperty('groups');
  });

  it('adds and removes rules', async () => {
    const value = renderTetrateField(MeshTetrateRules, EMPTY);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Add a rule' }),
    );
    expect(value()).toHaveLength(2);
    await userEvent.click(
      screen.getByRole('button', { name: 'Remove rule 1' }),
    );
    expect(value()).toHaveLength(1);
    expect(
      screen.queryByRole('button', { name: /Remove rule/ }),
    ).not.toBeInTheDocument();
  });
});

describe('the field for the agent', () => {
  it('offers the endpoints of the cluster', async () => {
    const value = renderTetrateField(MeshTetrateAgent, {});
    await choose(/Choose one/, 'onboarding.example.org');
    expect(value().endpoint).toEqual({ host: 'onboarding.example.org' });
  });

  it('lets an endpoint be typed when the cluster cannot be read', async () => {
    const value = renderTetrateField(
      MeshTetrateAgent,
      {},
      {
        getOnboarding: async () => {
          throw new Error('Failed to fetch');
        },
      },
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Failed to fetch',
    );
    await type(/Onboarding endpoint/, 'a.example.org');
    expect(value().endpoint).toEqual({ host: 'a.example.org' });
  });

  it('asks for a plugin where tokens are shown, and forgets it', async () => {
    const value = renderTetrateField(MeshTetrateAgent, {});
    await userEvent.click(
      await screen.findByRole('radio', { name: 'A plugin with tokens' }),
    );
    await type(/Name of the plugin/, 'ext-jwt-credential');
    await type(/Variables of the plugin/, 'A=/etc/a{enter}B=2');
    expect(value().agent).toEqual({
      platform: 'custom',
      credential: {
        name: 'ext-jwt-credential',
        env: [
          { name: 'A', value: '/etc/a' },
          { name: 'B', value: '2' },
        ],
      },
    });
    await userEvent.click(screen.getByRole('radio', { name: 'AWS EC2' }));
    expect(value().agent).toEqual({ platform: 'ec2' });
  });
});

describe('values of rules', () => {
  it('put values of one attribute together', () => {
    expect(attributesOf(['a=1', 'a=2', 'b'])).toEqual([
      { name: 'a', values: ['1', '2'] },
      { name: 'b' },
    ]);
    expect(attributesOf(undefined)).toBeUndefined();
  });

  it.each([
    [{ aws: { accounts: ['1'], ecs: {} } }, true],
    [{ aws: { ecs: { clusters: ['a'] } } }, false],
    [{ jwt: { issuer: 'x' } }, true],
    [{ jwt: { issuer: 'x', subjects: ['a'] } }, false],
    [{ jwt: { issuer: 'x', attributes: [{ name: 'a' }] } }, true],
  ])('%j is broad: %s', (workload, broad) => {
    expect(isBroad({ workloads: [workload] })).toBe(broad);
  });
});
