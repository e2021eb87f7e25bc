import fc from "fast-check";

// CI judges a commit, so it gives the same commit the same verdict; at a desk chance looks for what nobody thought of.
if (process.env.CI === "true") fc.configureGlobal({ seed: 20_261_122 });
