// Before all journeys: the product is started once and handed to every test file by ZS_PRODUCT_URL; afterwards it is stopped as Ctrl-C does.
import { type Product, startProduct } from "./stage.ts";

let product: Product | undefined;

/** Vitest calls this once before a run; a product named by ZS_PRODUCT_URL beforehand is used as it is. */
export async function setup(): Promise<void> {
  if (process.env["ZS_PRODUCT_URL"]) return;
  product = await startProduct();
  process.env["ZS_PRODUCT_URL"] = product.url;
}

/** Vitest calls this once after a run. */
export async function teardown(): Promise<void> {
  await product?.stop();
}
