namespace RetrainGrains.Learning.Trees;

/// <summary>
/// The best value of a leaf under L1 and L2 penalties within bounds, and what it takes off the loss: with gradient G
/// and hessian H that is the w which minimises G w + (H + l2) w^2 / 2 + l1 |w| (Chen, Guestrin 2016; XGBoost's alpha).
/// </summary>
internal readonly record struct LeafPenalty(double L1, double L2)
{
    public double Value(double gradient, double hessian, double lower, double upper)
    {
        var shrunk = Math.Sign(gradient) * Math.Max(0, Math.Abs(gradient) - L1);
        return hessian + L2 > 0 ? Math.Clamp(-shrunk / (hessian + L2), lower, upper) : Math.Clamp(0, lower, upper);
    }

    /// <summary>Computes twice what the value takes off the loss, as gains are counted.</summary>
    public double Score(double gradient, double hessian, double value) =>
        -(2 * gradient * value + (hessian + L2) * value * value + 2 * L1 * Math.Abs(value));
}
