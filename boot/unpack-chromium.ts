// Run on its own with TMPDIR set: unpacks the Chromium of npm, its graphics libraries and the system libraries it may lack.
import chromium from "@sparticuz/chromium";

process.stdout.write(await chromium.executablePath());
