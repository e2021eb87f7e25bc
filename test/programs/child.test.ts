import { describe, expect, it } from "vitest";
import { output, run } from "../../programs/child.ts";

const node = (program: string): [string, string[]] => [process.execPath, ["-e", program]];

describe("run", () => {
  it("is content with a program that ends with 0", async () => {
    await expect(run(...node("console.log('much')"))).resolves.toBeUndefined();
  });

  it("tells the exit code and the last lines of a program that fails", async () => {
    const failure = run(...node("for (let i = 1; i <= 100; i++) console.error('line ' + i); process.exitCode = 9"));
    await expect(failure).rejects.toThrow(/ended with 9\nline 61\n(line \d+\n){38}line 100$/);
  });

  it("tells the signal that ended a program", async () => {
    await expect(run(...node("process.kill(process.pid, 'SIGKILL')"))).rejects.toThrow(/ended with SIGKILL$/);
  });
});

describe("output", () => {
  it("is what the program prints, without the last line end", async () => {
    expect(await output(...node("console.log('a\\nb')"))).toBe("a\nb");
  });

  it("is nothing for a program that fails or is not there", async () => {
    expect(await output(...node("console.log('a'); process.exitCode = 1"))).toBeUndefined();
    expect(await output("/nowhere/program", [])).toBeUndefined();
  });
});
