import { InvalidArgumentError } from "commander";

/** The address of a web page, as a prefix of others. */
export function webAddress(text: string): string {
  if (!/^https?:\/\/[^\s/]+/.test(text))
    throw new InvalidArgumentError("Expected an address such as https://grafana.example.com.");
  return text.replace(/\/+$/, "");
}
