namespace RetrainGrains.Statistics.Tests.Streaming;

public sealed class PythonRandomTests
{
    [Fact]
    public void It_draws_what_CPython_draws()
    {
        // python3 -c "import random; r = random.Random(42); print(r.random(), r.random(), r.gauss(0, 1))"
        var random = new PythonRandom(42);

        Assert.Equal(0.6394267984578837, random.Random());
        Assert.Equal(0.025010755222666936, random.Random());
        Assert.Equal(-0.11131586156766246, random.Gauss(0, 1), 1e-15);
    }
}
