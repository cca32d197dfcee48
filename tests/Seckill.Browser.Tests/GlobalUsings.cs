global using Seckill.Testing;
global using Shouldly;
global using Xunit;
