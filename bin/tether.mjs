// Loaded before the product: when the launcher that started it is gone, however it went, the product is asked to stop.
if (process.channel) {
  process.channel.unref();
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
}
