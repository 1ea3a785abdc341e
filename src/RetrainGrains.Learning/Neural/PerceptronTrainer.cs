using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Linear;

namespace RetrainGrains.Learning.Neural;

/// <summary>
/// Fits the weights by Adam (Kingma, Ba 2015) on batches drawn in seeded order, one thread: the same bytes each time.
/// </summary>
internal sealed class PerceptronTrainer
{
    private const double FirstDecay = 0.9;
    private const double SecondDecay = 0.999;
    private const double Epsilon = 1e-8;

    private readonly DesignColumn[] columns;
    private readonly double[] targets;
    private readonly double[] rowWeights;
    private readonly PerceptronParameters parameters;
    private readonly PerceptronLoss loss;
    private readonly int units;

    // All weights in one array: inputs column by column, hidden biases, then of each output its weights, and last the
    // output biases.
    private readonly double[] gradients;
    private readonly double[] firstMoments;
    private readonly double[] secondMoments;
    private readonly double[] hidden;
    private readonly double[] scores;
    private int steps;

    public PerceptronTrainer(
        DesignColumn[] columns, double[] targets, double[] rowWeights, PerceptronLoss loss, int outputs,
        PerceptronParameters parameters)
    {
        (this.columns, this.targets, this.rowWeights) = (columns, targets, rowWeights);
        (this.loss, this.parameters) = (loss, parameters);
        units = parameters.HiddenUnits;
        hidden = new double[units];
        scores = new double[outputs];
        Weights = new double[(columns.Length + 1 + outputs) * units + outputs];
        gradients = new double[Weights.Length];
        firstMoments = new double[Weights.Length];
        secondMoments = new double[Weights.Length];
    }

    public double[] Weights { get; }

    private int HiddenBias => columns.Length * units;

    private int Outputs => HiddenBias + units;

    private int OutputBias => Outputs + scores.Length * units;

    public void Run(ulong seed, FitOptions options)
    {
        var generator = new SeededGenerator(seed);
        Start(ref generator);
        var order = new int[targets.Length];
        for (var row = 0; row < order.Length; row++) order[row] = row;
        for (var epoch = 1; epoch <= parameters.Epochs; epoch++)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            Shuffle(order, ref generator);
            var sum = 0.0;
            for (var from = 0; from < order.Length; from += parameters.BatchSize)
            {
                var batch = order.AsSpan(from, Math.Min(parameters.BatchSize, order.Length - from));
                sum += Descend(batch);
            }

            options.DueProgress?.Invoke(new FitProgress(epoch, parameters.Epochs, sum / order.Length));
        }
    }

    // He et al. 2015: rectified units keep the variance of their inputs.
    private void Start(ref SeededGenerator generator)
    {
        var width = Math.Sqrt(6.0 / Math.Max(1, columns.Length));
        for (var i = 0; i < HiddenBias; i++) Weights[i] = width * (2 * generator.NextDouble() - 1);
        width = Math.Sqrt(6.0 / units);
        for (var i = Outputs; i < OutputBias; i++) Weights[i] = width * (2 * generator.NextDouble() - 1);
    }

    private static void Shuffle(int[] order, ref SeededGenerator generator)
    {
        for (var i = order.Length - 1; i > 0; i--)
        {
            var other = generator.Next(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }
    }

    private double Descend(ReadOnlySpan<int> batch)
    {
        gradients.AsSpan().Clear();
        var (sum, total) = (0.0, 0.0);
        foreach (var row in batch)
        {
            var weight = rowWeights.Length == 0 ? 1 : rowWeights[row];
            Score(row);
            sum += loss(targets[row], scores);
            total += weight;
            PassBack(row, weight);
        }

        Step(total);
        return sum;
    }

    private void Score(int row)
    {
        Weights.AsSpan(HiddenBias, units).CopyTo(hidden);
        for (var column = 0; column < columns.Length; column++)
        {
            var value = columns[column].Values[row];
            var inputs = Weights.AsSpan(column * units, units);
            for (var unit = 0; unit < inputs.Length; unit++) hidden[unit] += value * inputs[unit];
        }

        for (var output = 0; output < scores.Length; output++)
        {
            var score = Weights[OutputBias + output];
            var weights = Weights.AsSpan(Outputs + output * units, units);
            for (var unit = 0; unit < units; unit++) score += Math.Max(0, hidden[unit]) * weights[unit];
            scores[output] = score;
        }
    }

    // The scores hold the loss's slopes by now.
    private void PassBack(int row, double weight)
    {
        for (var output = 0; output < scores.Length; output++)
        {
            scores[output] *= weight;
            gradients[OutputBias + output] += scores[output];
        }

        for (var unit = 0; unit < units; unit++)
        {
            // From here on what each unit is blamed for.
            var blame = 0.0;
            for (var output = 0; output < scores.Length; output++)
            {
                var place = Outputs + output * units + unit;
                gradients[place] += scores[output] * Math.Max(0, hidden[unit]);
                blame += scores[output] * Weights[place];
            }

            hidden[unit] = hidden[unit] > 0 ? blame : 0;
            gradients[HiddenBias + unit] += hidden[unit];
        }

        for (var column = 0; column < columns.Length; column++)
        {
            var value = columns[column].Values[row];
            var inputs = gradients.AsSpan(column * units, units);
            for (var unit = 0; unit < inputs.Length; unit++) inputs[unit] += value * hidden[unit];
        }
    }

    private void Step(double total)
    {
        steps++;
        var rate = parameters.LearningRate
            * Math.Sqrt(1 - Math.Pow(SecondDecay, steps)) / (1 - Math.Pow(FirstDecay, steps));
        for (var i = 0; i < Weights.Length; i++)
        {
            // Biases are not drawn to zero.
            var isBias = i >= OutputBias || (i >= HiddenBias && i < Outputs);
            var gradient = gradients[i] / total + (isBias ? 0 : parameters.L2Regularization * Weights[i]);
            firstMoments[i] += (1 - FirstDecay) * (gradient - firstMoments[i]);
            secondMoments[i] += (1 - SecondDecay) * (gradient * gradient - secondMoments[i]);
            Weights[i] -= rate * firstMoments[i] / (Math.Sqrt(secondMoments[i]) + Epsilon);
        }
    }
}
