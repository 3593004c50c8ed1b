import { Router } from "express";
import { methodNotAllowed } from "../http/problem.js";
import { openApiDocument } from "./document.js";

/** `GET /openapi.json`: the description of the API. */
export function openApiRoute(): Router {
  const text = JSON.stringify(openApiDocument());
  const router = Router();
  router
    .route("/openapi.json")
    .get((_request, response) => {
      response.set("Cache-Control", "no-cache").type("json").send(text);
    })
    .all(methodNotAllowed(["GET", "HEAD"]));
  return router;
}
