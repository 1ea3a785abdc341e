namespace RetrainGrains.Server.Demo;

/// <summary>
/// A sensor that sticks a while after a version has come into service, and is repaired soon after a version that
/// learned from it serves: the technician comes when users complain. It sticks again until a rollback has been seen.
/// </summary>
internal sealed class StuckSensor
{
    private const double SoundDays = 1;
    private const double LearnedAfterDays = 4.2;
    private const double RepairDays = 0.08;

    private double stuckFrom = SoundDays;
    private double repairedAt = double.PositiveInfinity;
    private bool done;
    private bool wasStuck;

    /// <summary>The sentence for the screen, when the sensor has just stuck or been repaired.</summary>
    public string? News(double day)
    {
        var isStuck = IsStuck(day);
        if (isStuck == wasStuck) return null;
        wasStuck = isStuck;
        return isStuck ? "the sensor sticks: it shows next to nothing, hour after hour" : "the sensor is repaired";
    }

    public bool IsStuck(double day) => !done && day >= stuckFrom && day < repairedAt;

    public void Promoted(double day)
    {
        if (!IsStuck(day)) StickAgain(day);
        else if (day - stuckFrom >= LearnedAfterDays) repairedAt = day + RepairDays;
    }

    public void ProbationPassed(double day) => StickAgain(day);

    public void RolledBack(double day) => done |= day >= repairedAt;

    private void StickAgain(double day) => (stuckFrom, repairedAt) = (day + SoundDays, double.PositiveInfinity);
}
