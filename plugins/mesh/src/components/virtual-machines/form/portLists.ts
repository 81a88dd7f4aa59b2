/** Port numbers as somebody types them; what is no number stays out. */
export function portsOf(list: string[] | undefined): number[] | undefined {
  const ports = (list ?? [])
    .filter(text => /^\d{1,5}$/.test(text))
    .map(Number)
    .filter(port => port >= 1 && port <= 65535);
  return ports.length > 0 ? ports : undefined;
}

/** The same as texts. */
export function textsOf(ports: number[] | undefined): string[] | undefined {
  return ports?.map(String);
}
