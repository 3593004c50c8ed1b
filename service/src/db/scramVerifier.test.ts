import { expect, it } from "vitest";
import { scramVerifier } from "./scramVerifier.js";

it("is the verifier of RFC 7677's example: user name, password and salt", () => {
  const salt = Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64");
  expect(scramVerifier("pencil", salt)).toBe(
    "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
  );
});

it("differs for the same password", () => {
  expect(scramVerifier("pencil")).not.toBe(scramVerifier("pencil"));
});
