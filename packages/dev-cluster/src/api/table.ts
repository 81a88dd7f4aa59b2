import type { PrinterColumn, ResourceType } from '../kinds/resourceTypes';
import type { KubeObject } from '../objects';

function age(timestamp: string | undefined): string {
  if (!timestamp) return '<unknown>';
  const seconds = Math.floor((Date.now() - Date.parse(timestamp)) / 1000);
  if (seconds < 120) return `${Math.max(seconds, 0)}s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}

// Printer columns use a small part of JSONPath: fields, indexes and one filter.
function jsonPath(object: unknown, path: string): unknown {
  const steps =
    path.match(
      /\.([A-Za-z0-9_-]+)|\[\?\(@\.([\w-]+)\s*==\s*["']([^"']+)["']\)\]|\[(\*|\d+)\]/g,
    ) ?? [];
  let value: any = object;
  for (const step of steps) {
    const filter = /@\.([\w-]+)\s*==\s*["']([^"']+)["']/.exec(step);
    if (filter) {
      value = value?.find?.((item: any) => item?.[filter[1]] === filter[2]);
    } else if (step.startsWith('[')) {
      const index = step.slice(1, -1);
      if (index !== '*') value = value?.[Number(index)];
    } else if (Array.isArray(value)) {
      value = value.map(item => item?.[step.slice(1)]);
    } else value = value?.[step.slice(1)];
  }
  return value;
}

const nameColumn: PrinterColumn = {
  name: 'Name',
  type: 'string',
  jsonPath: '.metadata.name',
};
const ageColumn: PrinterColumn = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
};

function cell(object: KubeObject, column: PrinterColumn): unknown {
  const value = jsonPath(object, column.jsonPath);
  if (column.type === 'date') return age(value as string | undefined);
  if (value === undefined || value === null) {
    return column.type === 'integer' ? 0 : '';
  }
  return typeof value === 'object' ? JSON.stringify(value) : value;
}

/** The `Table` answer that `kubectl get` prints. */
export function table(
  type: ResourceType,
  items: KubeObject[],
  metadata: Record<string, unknown>,
): unknown {
  const own = type.printerColumns.filter(column => column.name !== 'Age');
  const columns = [nameColumn, ...own, ageColumn];
  // Built-in kinds print their age as text, CRDs declare it a date.
  const shownType = ({ type: declared }: PrinterColumn) =>
    declared === 'date' && !type.custom ? 'string' : declared;
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: columns.map((column, index) => ({
      name: column.name,
      type: shownType(column),
      format: index ? '' : 'name',
      description: '',
      priority: column.priority ?? 0,
    })),
    rows: items.map(item => ({
      cells: columns.map(column => cell(item, column)),
      object: {
        kind: 'PartialObjectMetadata',
        apiVersion: 'meta.k8s.io/v1',
        metadata: item.metadata,
      },
    })),
  };
}
