"""The prediction service that people write first: FastAPI on uvicorn, with an XGBoost model, and without a log."""
import os
import numpy
import xgboost
from fastapi import FastAPI
from pydantic import BaseModel

booster = xgboost.Booster()
booster.load_model(os.environ["MODEL_FILE"])
booster.set_param({"nthread": 1})
app = FastAPI()


class Row(BaseModel):
    features: list[float]


@app.post("/predict")
def predict(row: Row):
    return {"prediction": float(booster.inplace_predict(numpy.array([row.features], dtype=numpy.float32))[0])}


@app.get("/ready")
def ready():
    return {}
