using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Linear;
using RetrainGrains.Learning.Trees;

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
    private readonly bool isClassification;
    private readonly PerceptronParameters parameters;
    private readonly int units;

    // All weights in one array: inputs column by column, hidden biases, outputs, output bias.
    private readonly double[] gradients;
    private readonly double[] firstMoments;
    private readonly double[] secondMoments;
    private readonly double[] hidden;
    private int steps;

    public PerceptronTrainer(
        DesignColumn[] columns, double[] targets, double[] rowWeights, bool isClassification,
        PerceptronParameters parameters)
    {
        (this.columns, this.targets, this.rowWeights) = (columns, targets, rowWeights);
        (this.isClassification, this.parameters) = (isClassification, parameters);
        units = parameters.HiddenUnits;
        hidden = new double[units];
        Weights = new double[(columns.Length + 2) * units + 1];
        gradients = new double[Weights.Length];
        firstMoments = new double[Weights.Length];
        secondMoments = new double[Weights.Length];
    }

    public double[] Weights { get; }

    private int HiddenBias => columns.Length * units;

    private int Outputs => HiddenBias + units;

    public void Run(ulong seed, FitOptions options)
    {
        var generator = new SeededGenerator(seed);
        Start(ref generator);
        var order = new int[targets.Length];
        for (var row = 0; row < order.Length; row++)
        {
            order[row] = row;
        }

        for (var epoch = 1; epoch <= parameters.Epochs; epoch++)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            Shuffle(order, ref generator);
            var loss = 0.0;
            for (var from = 0; from < order.Length; from += parameters.BatchSize)
            {
                var batch = order.AsSpan(from, Math.Min(parameters.BatchSize, order.Length - from));
                loss += Descend(batch);
            }

            options.DueProgress?.Invoke(new FitProgress(epoch, parameters.Epochs, loss / order.Length));
        }
    }

    // He et al. 2015: rectified units keep the variance of their inputs.
    private void Start(ref SeededGenerator generator)
    {
        var width = Math.Sqrt(6.0 / Math.Max(1, columns.Length));
        for (var i = 0; i < HiddenBias; i++)
        {
            Weights[i] = width * (2 * generator.NextDouble() - 1);
        }

        width = Math.Sqrt(6.0 / units);
        for (var i = Outputs; i < Outputs + units; i++)
        {
            Weights[i] = width * (2 * generator.NextDouble() - 1);
        }
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
        var (loss, total) = (0.0, 0.0);
        foreach (var row in batch)
        {
            var weight = rowWeights.Length == 0 ? 1 : rowWeights[row];
            var score = Score(row);
            var prediction = isClassification ? LogisticFunction.Probability(score) : score;
            loss += isClassification
                ? LogisticFunction.LogLoss(targets[row], score)
                : (score - targets[row]) * (score - targets[row]) / 2;
            total += weight;
            PassBack(row, weight * (prediction - targets[row]));
        }

        Step(total);
        return loss;
    }

    private double Score(int row)
    {
        Weights.AsSpan(HiddenBias, units).CopyTo(hidden);
        for (var column = 0; column < columns.Length; column++)
        {
            var value = columns[column].Values[row];
            var inputs = Weights.AsSpan(column * units, units);
            for (var unit = 0; unit < inputs.Length; unit++)
            {
                hidden[unit] += value * inputs[unit];
            }
        }

        var score = Weights[^1];
        for (var unit = 0; unit < units; unit++)
        {
            score += Math.Max(0, hidden[unit]) * Weights[Outputs + unit];
        }

        return score;
    }

    private void PassBack(int row, double error)
    {
        gradients[^1] += error;
        for (var unit = 0; unit < units; unit++)
        {
            gradients[Outputs + unit] += error * Math.Max(0, hidden[unit]);

            // From here on what each unit is blamed for.
            hidden[unit] = hidden[unit] > 0 ? error * Weights[Outputs + unit] : 0;
            gradients[HiddenBias + unit] += hidden[unit];
        }

        for (var column = 0; column < columns.Length; column++)
        {
            var value = columns[column].Values[row];
            var inputs = gradients.AsSpan(column * units, units);
            for (var unit = 0; unit < inputs.Length; unit++)
            {
                inputs[unit] += value * hidden[unit];
            }
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
            var isBias = i == Weights.Length - 1 || (i >= HiddenBias && i < Outputs);
            var gradient = gradients[i] / total + (isBias ? 0 : parameters.L2Regularization * Weights[i]);
            firstMoments[i] += (1 - FirstDecay) * (gradient - firstMoments[i]);
            secondMoments[i] += (1 - SecondDecay) * (gradient * gradient - secondMoments[i]);
            Weights[i] -= rate * firstMoments[i] / (Math.Sqrt(secondMoments[i]) + Epsilon);
        }
    }
}
