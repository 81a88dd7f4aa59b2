/** Hands out the addresses of Services and Pods of one cluster. */
export class Addresses {
  private services = 10;
  private pods = 10;

  constructor(private readonly clusterNumber: number) {}

  nextService(): string {
    this.services += 1;
    const high = Math.floor(this.services / 250);
    return `10.${96 + this.clusterNumber}.${high}.${(this.services % 250) + 1}`;
  }

  nextPod(): string {
    this.pods += 1;
    const high = Math.floor(this.pods / 250);
    return `10.${10 + this.clusterNumber}.${high}.${(this.pods % 250) + 1}`;
  }
}
