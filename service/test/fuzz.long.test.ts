import { describeNoServerError } from "./fuzz/property.js";

// As many as are stated of the application: minutes for each database.
describeNoServerError("W5: none of 100,000 random requests is answered with 5xx", 100_000);
