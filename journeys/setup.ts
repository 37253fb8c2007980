// Before all journeys: the product is started once and handed to every test file by ZS_PRODUCT_URL; afterwards it is stopped as Ctrl-C does.
import { startProduct } from "./stage.ts";

/** Vitest calls this once a run; a product named by ZS_PRODUCT_URL beforehand is used as it is. */
export default async function setup(): Promise<() => Promise<void>> {
  if (process.env["ZS_PRODUCT_URL"]) return async () => undefined;
  const product = await startProduct();
  process.env["ZS_PRODUCT_URL"] = product.url;
  return product.stop;
}
