import {
  VirtualMachine,
  VirtualMachineHealth,
} from '@meshport/backstage-plugin-mesh-common';
import { machinePages } from './machinePages';

function machine(
  title: string,
  over: Partial<VirtualMachine> = {},
): VirtualMachine {
  return {
    cluster: 'east',
    namespace: 'shop',
    name: `entry-${title}`,
    title,
    health: 'healthy',
    ...over,
  };
}

function page(machines: VirtualMachine[], query: Record<string, unknown>) {
  return machinePages.prepare(machines)(machinePages.read(query));
}

function titles(answer: { items: VirtualMachine[] }) {
  return answer.items.map(({ title }) => title);
}

const healths: VirtualMachineHealth[] = [
  'healthy',
  'unhealthy',
  'disconnected',
  'unknown',
];

describe('machinePages', () => {
  it('answers 100 machines unless told, as people count', () => {
    const all = Array.from({ length: 250 }, (_, i) => machine(`vm-${250 - i}`));
    const answer = page(all, {});
    expect(titles(answer).slice(0, 3)).toEqual(['vm-1', 'vm-2', 'vm-3']);
    expect(answer.items).toHaveLength(100);
    expect(answer.page).toMatchObject({ total: 250, limit: 100 });
  });

  it.each(['name', 'health'])('goes through all pages in order %s', order => {
    const all = Array.from({ length: 23 }, (_, i) =>
      machine(`vm-${i % 7}`, { name: `e-${i}`, health: healths[i % 4] }),
    );
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const answer = page(all, { limit: '5', order, cursor });
      seen.push(...answer.items.map(({ name }) => name));
      cursor = answer.page.nextCursor;
    } while (cursor);
    expect(seen).toHaveLength(23);
    expect(new Set(seen).size).toBe(23);
    const whole = page(all, { limit: '500', order });
    expect(seen).toEqual(whole.items.map(({ name }) => name));
    expect(whole.page.nextCursor).toBeUndefined();
  });

  it('neither repeats nor skips a machine when others come and go', () => {
    const all = [1, 2, 3, 4, 5, 6].map(i => machine(`vm-${i}`));
    const first = page(all, { limit: '3' });
    expect(titles(first)).toEqual(['vm-1', 'vm-2', 'vm-3']);
    const later = [machine('vm-0'), ...all.filter(m => m.title !== 'vm-3')];
    const second = page(later, {
      limit: '3',
      cursor: first.page.nextCursor,
    });
    expect(titles(second)).toEqual(['vm-4', 'vm-5', 'vm-6']);
  });

  it('puts those that need somebody first', () => {
    const answer = page(
      healths.map(health => machine(`a-${health}`, { health })),
      { order: 'health' },
    );
    expect(answer.items.map(({ health }) => health)).toEqual([
      'disconnected',
      'unhealthy',
      'unknown',
      'healthy',
    ]);
  });

  it.each([
    ['the title', 'VM-2'],
    ['the name', 'entry-vm-2'],
    ['the address', '10.0.0.2'],
    ['the cluster', 'west'],
    ['the namespace', 'cellar'],
    ['the group', 'Batch'],
  ])('searches in %s', (_, search) => {
    const wanted = machine('vm-2', {
      address: '10.0.0.2',
      cluster: 'west',
      namespace: 'cellar',
      group: 'batch-vm',
    });
    const answer = page([machine('vm-1'), wanted], { search });
    expect(answer.items).toEqual([wanted]);
    expect(answer.page.total).toBe(1);
  });

  it('filters by health, and counts all whatever is asked for', () => {
    const all = healths.map(health => machine(health, { health }));
    const answer = page(all, { health: 'unhealthy,unknown', limit: '1' });
    expect(answer.items).toHaveLength(1);
    expect(answer.page).toMatchObject({
      total: 2,
      byHealth: { healthy: 1, unhealthy: 1, disconnected: 1, unknown: 1 },
    });
  });

  it.each([
    ['limit', '0'],
    ['limit', '501'],
    ['limit', '-1'],
    ['limit', '1.5'],
    ['limit', 'many'],
    ['limit', ['1', '2']],
    ['search', { a: 'b' }],
    ['search', 'x'.repeat(201)],
    ['health', 'ill'],
    ['health', 'healthy,'],
    ['order', 'random'],
    ['cursor', 'nonsense'],
    ['cursor', Buffer.from('{"a":1}').toString('base64url')],
    ['cursor', Buffer.from('["name",0,"a"]').toString('base64url')],
    ['cursor', Buffer.from('["name","0","a","b","c","d"]').toString('base64')],
  ])('names the parameter that is wrong: %s %j', (field, value) => {
    expect(() => machinePages.read({ [field]: value })).toThrow(
      new RegExp(`^${field}: `),
    );
  });

  it('does not take a cursor of another order', () => {
    const all = [machine('a'), machine('b')];
    const { nextCursor } = page(all, { limit: '1' }).page;
    expect(() => page(all, { order: 'health', cursor: nextCursor })).toThrow(
      "cursor: is not the nextCursor of a page in order 'health'",
    );
  });

  it('takes an empty text as none', () => {
    expect(
      machinePages.read({ search: '', cursor: '', health: '', limit: '' }),
    ).toEqual(machinePages.read({}));
  });
});
