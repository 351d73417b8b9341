import "./theme/index.css";
