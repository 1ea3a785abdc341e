namespace RetrainGrains.Learning.Calibration;

/// <summary>The map that calibrates probabilities. Codes in the artifact format: never renumber.</summary>
public enum CalibrationMethod : byte
{
    /// <summary>A rising curve of any form; it needs some hundred rows to be smooth.</summary>
    Isotonic = 0,

    /// <summary>A logistic curve over the log-odds: two numbers, for few rows.</summary>
    Platt = 1,
}
