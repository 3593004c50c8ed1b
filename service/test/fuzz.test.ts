import { describeNoServerError } from "./fuzz/property.js";

describeNoServerError("W5: none of 1,500 random requests is answered with 5xx", 1500);
